"""The pages of the site that no notebook is: they are made from what the notebooks hold."""
