"""What is collected, what for, and who still needs it: Article 5(1)(c) AVG/GDPR."""
