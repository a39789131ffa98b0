"""The narrative: sentence files in Chinese become paragraphs whose every figure is computed, with the facts they state."""
