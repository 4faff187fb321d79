"""What people read: the printed summary, tables and charts, in English and Chinese."""
