"""The course of a case (办件), pure: its states, who moves it how, what an applicant is asked for, until when."""
