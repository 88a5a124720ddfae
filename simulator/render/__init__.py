"""From traces to pictures: formula text, diagram and timeline geometry, motion and themes, without any toolkit."""
