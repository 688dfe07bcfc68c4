"""What a Debian or Ubuntu host shows about its safety: plain readers, standard library only, nothing is changed."""
