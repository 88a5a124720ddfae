"""The room where traces become pictures: formula text, diagram and timeline geometry, motion and themes, without a toolkit."""
