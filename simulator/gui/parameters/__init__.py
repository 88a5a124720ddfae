"""The panel of all parameters: the arrays by gate, each a grid of numbers that can be edited, pasted and drawn."""
