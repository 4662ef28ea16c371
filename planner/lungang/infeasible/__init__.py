"""Why no point exists: minimal unsatisfiable cores of the rows and of the bars behind them."""
