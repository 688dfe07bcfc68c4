"""Where does somebody outside tell us of a weakness?"""
