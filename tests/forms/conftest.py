"""Forms of today and one invented patient's answers, read without a database."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from benhan.forms import catalogue, typed_input
from benhan.law.vietnam_time import VIETNAM
from benhan.terminology.lookup import shipped_index

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=VIETNAM)


@pytest.fixture
def record():
    return catalogue.form("15/BV1", NOW.date())


@pytest.fixture
def prescription_form():
    return catalogue.form("don-thuoc", NOW.date())


@pytest.fixture
def parse():
    def parsed(form, **raw):
        texts = {
            name.replace("__", "."): [value] if isinstance(value, str) else value
            for name, value in raw.items()
        }
        return typed_input.parse(form, texts, now=NOW, find_icd=shipped_index().get)

    return parsed


@pytest.fixture
def visit_answers(record, parse):
    """A finished outpatient visit, everything the record asks for."""
    from benhan.forms.calculate import calculated

    read = parse(
        record,
        department_of_health="Sở Y tế tỉnh Bắc Ninh",
        hospital="Bệnh viện Đa khoa Sông Cầu",
        department="Khám bệnh",
        outpatient_number="26-004512",
        patient_code="BN26001234",
        full_name="Nguyễn Thị Thuỳ Dương",
        birth_date="14/05/1978",
        sex="2",
        occupation="6",
        ethnic_group="01",
        address_house="27",
        address_hamlet="Thôn Đông, phố Vạn An",
        address_commune="Phường Kinh Bắc",
        address_province="24",
        workplace="Hợp tác xã Sông Cầu",
        payer_class="1",
        insurance_valid_to="31/12/2026",
        insurance_number="DN4242712345678",
        contact_person="Trần Văn Sỹ (chồng), cùng địa chỉ",
        contact_phone="0912 000 111",
        identity_number="024178000123",
        arrived_at="07:31 22/11/2026",
        referral_source="2",
        chief_complaint="Ho, sốt ngày thứ ba",
        illness_course="Ba ngày nay ho khan, sốt 38,5 °C về chiều, đau rát họng, không khó thở. "
        "Đã uống paracetamol ở nhà, sốt giảm rồi sốt lại.",
        history_personal="Tăng huyết áp năm năm, dùng amlodipin 5 mg mỗi ngày. Dị ứng penicilin (mày đay).",
        history_family="Mẹ tăng huyết áp.",
        general_exam="Tỉnh, tiếp xúc tốt. Da, niêm mạc hồng. Không phù, hạch ngoại vi không sờ thấy.",
        pulse="88",
        temperature="38,2",
        bp_systolic="135",
        bp_diastolic="85",
        respiratory_rate="20",
        weight="54,5",
        organs_exam="Tim đều. Phổi rì rào phế nang rõ, ran ngáy rải rác hai bên. Họng đỏ. Bụng mềm.",
        tests_summary="Bạch cầu 11,2 G/L; CRP 24 mg/L; X-quang ngực: không thấy tổn thương nhu mô.",
        dx_initial="J20.9",
        done_already="Hạ sốt paracetamol 500 mg uống.",
        dx_discharge="J20.9",
        outpatient_from="22/11/2026",
        outpatient_to="22/11/2026",
        record_written_at="22/11/2026",
        b_course="Ho, sốt ba ngày, khám có ran ngáy hai phổi, không suy hô hấp.",
        b_tests="Bạch cầu 11,2 G/L; CRP 24 mg/L; X-quang ngực bình thường.",
        b_dx_main="J20.9",
        b_dx_accompanying=["I10"],
        b_treatment="Kháng sinh nhóm macrolid, hạ sốt, giảm ho.",
        b_discharge_state="Tỉnh, còn ho, không khó thở, SpO2 98 %.",
        b_next_plan="Uống thuốc theo đơn, khám lại sau năm ngày hoặc khi khó thở.",
        record_files__xray__sheets="1",
        record_files__laboratory__sheets="2",
        record_files__whole__sheets="3",
        summary_written_at="22/11/2026",
    )
    assert read.findings == ()
    return calculated(record, read.answers)


@pytest.fixture
def today():
    return date(2026, 11, 22)


@pytest.fixture
def dec():
    return Decimal
