"""Keys, timestamps, PAdES signatures and their verification."""

from benhan.signing.library_corrections import correct_libraries

correct_libraries()
