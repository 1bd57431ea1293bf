"""Flamingo in small: gated layers between the blocks of a language model that is not trained.

Alayrac et al. 2022, arXiv:2204.14198. A gated layer stands before some of the blocks and adds to the stream of words

    x + tanh(alpha) attend(norm(x), places of the photo), then x + tanh(beta) down(relu(up(norm(x))))

With both gates at 0 nothing is added: the language model is as it was, and training starts there.
"""
