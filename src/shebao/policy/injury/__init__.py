"""Work-injury benefits (工伤保险待遇), grades 1 to 10 and death."""
