"""IRIS (iSAMS and Ed:gen, one integration): fetched by REST with the school's own client."""
