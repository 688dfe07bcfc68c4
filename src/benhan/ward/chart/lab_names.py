"""Vietnamese names of common results by LOINC code, for records that came with English ones.

Our own wording (basis OWN), shown with the original name as a note; a code not listed keeps its own name.
"""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "2339-0": "Glucose máu",
    "2345-7": "Glucose huyết thanh",
    "4548-4": "HbA1c",
    "6299-2": "Ure máu",
    "3094-0": "Ure huyết thanh",
    "38483-4": "Creatinin máu",
    "2160-0": "Creatinin huyết thanh",
    "33914-3": "Mức lọc cầu thận ước tính",
    "49765-1": "Canxi",
    "2947-0": "Natri",
    "2951-2": "Natri huyết thanh",
    "6298-4": "Kali",
    "2823-3": "Kali huyết thanh",
    "2069-3": "Clo",
    "20565-8": "CO₂ toàn phần",
    "2093-3": "Cholesterol toàn phần",
    "2571-8": "Triglycerid",
    "18262-6": "LDL-cholesterol",
    "2085-9": "HDL-cholesterol",
    "14959-1": "Albumin/creatinin niệu",
    "6690-2": "Bạch cầu",
    "789-8": "Hồng cầu",
    "718-7": "Hemoglobin",
    "4544-3": "Hematocrit",
    "777-3": "Tiểu cầu",
    "787-2": "Thể tích trung bình hồng cầu (MCV)",
    "785-6": "MCH",
    "786-4": "MCHC",
    "1742-6": "ALT",
    "1920-8": "AST",
    "1975-2": "Bilirubin toàn phần",
    "1751-7": "Albumin huyết thanh",
    "2885-2": "Protein toàn phần",
    "6768-6": "Phosphatase kiềm",
    "2857-1": "PSA",
    "8331-1": "Nhiệt độ miệng",
    "55284-4": "Huyết áp",
    "85354-9": "Huyết áp",
    "72166-2": "Hút thuốc lá",
}
