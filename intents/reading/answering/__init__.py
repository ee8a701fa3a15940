"""What is said to a question that was asked, or to put right what was said before."""
