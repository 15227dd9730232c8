//! Histograms, random numbers, fits, files and plots: the library of rootlet's cells and of ordinary programs.
