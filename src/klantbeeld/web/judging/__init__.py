"""The pages where people decide who is who, and the models that ask them."""
