//! What runs inside the evaluator process: loads cells, keeps variables.
