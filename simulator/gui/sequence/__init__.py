"""What is done with sequences: commands on steps and blocks, filling, words, tables from files, the list of all."""
