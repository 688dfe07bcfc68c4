"""JSON lists behind the pickers: ICD-10, drugs, national lists."""
