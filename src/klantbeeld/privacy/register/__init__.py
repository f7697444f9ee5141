"""The register of processing (Article 30) and what customers are told (Articles 13 and 14)."""
