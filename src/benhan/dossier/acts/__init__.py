"""What was done for the systems' safety, and what is due next?"""
