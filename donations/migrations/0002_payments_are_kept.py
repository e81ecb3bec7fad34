from django.db import migrations

# A row of payments can be added and nothing else: whatever bug, console or hand tries it. TRUNCATE
# stays possible, since emptying a whole database by intention is no accident.
FORWARD = """
CREATE FUNCTION donations_payment_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payment_is_kept BEFORE UPDATE OR DELETE ON donations_payment
    FOR EACH ROW EXECUTE FUNCTION donations_payment_is_kept();
"""
BACKWARD = """
DROP TRIGGER payment_is_kept ON donations_payment;
DROP FUNCTION donations_payment_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("donations", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
