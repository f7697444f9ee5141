"""The geometry of the pictures: coordinates for the templates' SVG, and nothing of its looks.

Entering: figures. Leaving: frozen coordinates in the units of a ``viewBox``, one module for
each kind of picture. The templates set the direct labels and the table beside each picture.
"""
