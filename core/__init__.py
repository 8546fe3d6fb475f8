"""The engine: from a folder of images to a trained, verified, exported classifier. Never imports Qt."""
