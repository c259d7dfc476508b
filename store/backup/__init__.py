"""Backups: one encrypted file that the recovery key alone turns into a store again."""
