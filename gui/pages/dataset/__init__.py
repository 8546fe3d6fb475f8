"""Dataset: the images, their split, and what was found about them."""
