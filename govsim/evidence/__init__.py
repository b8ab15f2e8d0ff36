"""What speaks for the model: claims of the case studies, published effects, and the values fitted to them."""
