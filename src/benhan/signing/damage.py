"""What reading a damaged or hostile PDF or CMS may raise inside the parsers.

They walk untrusted bytes and answer nonsense with whatever the place gives. A checker must still answer
"damaged", so these, and only around calls into the parsers, mean just that.
"""

from __future__ import annotations

import zlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import AttributeNotFound, DuplicateExtension, ExtensionNotFound, InvalidVersion
from pyhanko.pdf_utils.misc import PdfError

UNREADABLE: tuple[type[Exception], ...] = (
    PdfError,
    ValueError,  # also asn1crypto, UnicodeError, pyHanko's CMS errors
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    EOFError,
    zlib.error,
    InvalidSignature,
    UnsupportedAlgorithm,
    InvalidVersion,
    DuplicateExtension,
    ExtensionNotFound,
    AttributeNotFound,
)
