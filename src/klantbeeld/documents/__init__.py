"""Documents that leave the house: one small model, written as HTML, PDF and Excel."""
