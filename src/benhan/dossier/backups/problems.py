"""What can go wrong when somebody asks for a backup or a drill."""

from __future__ import annotations

from benhan.fhir.problems import declare

NOT_NOTED = declare(
    "BH-DOSSIER-0150",
    issue="exception",
    status=500,
    developer="The wish for a {kind} can't be written into the folder of backups ({reason}).",
    clinician="Không ghi được yêu cầu vào thư mục sao lưu nên CHƯA có gì chạy. "
    "Vui lòng báo người quản trị máy chủ kiểm tra ổ đĩa và quyền của thư mục.",
)
