"""Training as pictures: loss, gradients, gates, weights, the error surface and the inside of an update, from arrays."""
