"""IRIS (iSAMS and Ed:gen, one integration): fetched by REST. Declared; not yet received."""
