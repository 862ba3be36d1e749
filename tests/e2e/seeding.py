"""A row of every noun in the demo's database, and a source that a Jenkins of ours answers for."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.e2e.dashboard import Server
from tests.peers.jenkins import TOKEN, USER
from tests.processes import ROOT

ROWS = f"""
import json, sys
from django.contrib.auth.models import Group, User
from streams.models import Audience, Provider
from tests.admin.rows import make, nouns
rows = [make(model)[0] for model in nouns()]
rows += [User.objects.create(username="spare"), Group.objects.create(name="spare")]
jenkins = Provider(key="ci", backend="jenkins", name="Payments CI", audience=Audience.members())
jenkins.config = {{"address": sys.argv[-1], "username": {USER!r}}}
jenkins.set_credentials({{"token": {TOKEN!r}}})
jenkins.save()
print(json.dumps({{row._meta.label_lower.replace(".", "/"): row.pk for row in rows}}))
"""


def seed(server: Server, jenkins: str) -> dict[str, int]:
    """The primary key of the row of each noun, which nothing else names."""
    environment = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(server.folder)}
    code = f"import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'streams.settings'; django.setup()\n{ROWS}"
    command = [sys.executable, "-c", code, jenkins]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(said.splitlines()[-1]))
