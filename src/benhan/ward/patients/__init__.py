"""Who a page is about: the banner of every chart page."""
