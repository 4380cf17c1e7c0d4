from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0006_review_day_of_texts_in_force'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'in_force'), _negated=True), ('review_on__isnull', False), _connector='OR'), name='a_text_in_force_has_its_review_date'),
        ),
    ]
