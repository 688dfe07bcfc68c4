"""What an address shows to somebody who connects to it: a few harmless requests, nothing kept on the other side."""
