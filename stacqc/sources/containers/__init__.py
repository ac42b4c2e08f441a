"""Files of many documents: what a file holds, where each of its members lies, and parts that can be checked anywhere."""
