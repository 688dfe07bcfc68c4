"""HoSoBenhAn, the structure records are exchanged in: its shape as data, the tree of values, two files, and what checks them."""
