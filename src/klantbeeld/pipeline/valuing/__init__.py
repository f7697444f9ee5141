"""What customers are worth, whether they stay, where they stand, and what to offer them."""
