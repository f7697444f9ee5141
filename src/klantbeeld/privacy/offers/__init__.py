"""Offers to one person at the moment of contact, behind the gate, and what was answered to them.

Made when asked for, from the person's own orders and what was learnt of items; nothing is kept but
the answers.
"""
