"""The only room that draws: primitives to QPainter, with QtGui alone and no windows."""
