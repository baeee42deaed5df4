"""Tidy tables → what people see: charts, figure files and executed notebooks."""
