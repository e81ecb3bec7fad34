"""Old addresses become the site's table of redirects. Its rows stay, and lead where they led."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0005_may_publish'),
    ]

    operations = [
        migrations.RenameModel(
            old_name='OldAddress',
            new_name='Redirect',
        ),
        migrations.AlterModelOptions(
            name='redirect',
            options={'verbose_name': 'redirect', 'verbose_name_plural': 'redirects'},
        ),
        migrations.AddField(
            model_name='redirect',
            name='target',
            field=models.CharField(blank=True, default='', max_length=500, verbose_name='leads to'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='redirect',
            name='hits',
            field=models.PositiveBigIntegerField(default=0, editable=False, verbose_name='times followed'),
        ),
        migrations.AddField(
            model_name='redirect',
            name='last_hit_on',
            field=models.DateField(editable=False, null=True, verbose_name='last followed'),
        ),
        migrations.AlterField(
            model_name='redirect',
            name='language',
            field=models.CharField(blank=True, choices=[('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='redirect',
            name='post',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='old_addresses', to='blog.post', verbose_name='post'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('language__gt', ''), ('post__isnull', False), ('target', '')), models.Q(('language', ''), ('post', None), ('target__gt', '')), _connector='OR'), name='redirect_leads_to_one'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(('target', ''), ('target__regex', '^/([^/\\\\[:cntrl:]]|$)'), _connector='OR'), name='redirect_stays_here', violation_error_message='A redirect leads to a page of this site.'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(('target', models.F('path')), _negated=True), name='redirect_leads_away', violation_error_message='The address would lead to itself.'),
        ),
    ]
