"""What makes parts of the documentation: the picture, the generated pages, the screenshots."""
