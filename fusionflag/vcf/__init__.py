"""The one door for VCF."""
