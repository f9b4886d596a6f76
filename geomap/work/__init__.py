"""Any number of reports: one machine's processes or a cluster's workers, with the same stages and the same answer."""
