"""The Redmine that Debian ships, set up for a test in a folder of its own, away from the one of the system."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.peers import CACHE, environment

SHIPPED = Path("/usr/share/redmine")
PACKAGES = ["redmine", "redmine-sqlite", "puma"]
# Debian's gems want Debian's own Bundler: without its version the package stays half-configured, and nothing starts.
BUNDLER = {"BUNDLER_VERSION": "2.3.15"}
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
ANSWERS = [("dbconfig-install", "boolean true"), ("database-type", "select sqlite3"), ("default-language", "select en")]
PRESEED = "".join(f"redmine redmine/instances/default/{name} {answer}\n" for name, answer in ANSWERS)
COMMAND = f"BUNDLER_VERSION=2.3.15 DEBIAN_FRONTEND=noninteractive {' '.join(INSTALL)}"
ENVIRONMENT = {**BUNDLER, "RAILS_ENV": "production", "RUBYOPT": "-W0", "SCHEMA": "/dev/null", "REDMINE_LANG": "en"}
DATABASE = "production:\n  adapter: sqlite3\n  database: {folder}/redmine.sqlite3\n"

# Ana and Bob work on Demo; what is in the vault only Ana may see.
SEED = """
Setting.rest_api_enabled = '1'
admin = User.find_by(login: 'admin')
admin.must_change_passwd = false
admin.save!
people = [%w[Ana Ruiz ana], %w[Bob Berg bob]].map do |first, last, login|
  person = User.new(firstname: first, lastname: last, mail: "#{login}@example.test", language: 'en')
  person.login = login
  person.password = person.password_confirmation = "#{login}-only-for-tests"
  person.save!
  person
end
role = Role.givable.find_by(name: 'Developer')
modules = %w[issue_tracking wiki news]
{ 'Demo' => people, 'Vault' => people.first(1) }.each do |name, members|
  project = Project.create!(name: name, identifier: name.downcase, is_public: name == 'Demo', trackers: Tracker.all,
                            enabled_module_names: modules)
  members.each { |person| Member.create!(project: project, principal: person, roles: [role]) }
end
puts({ admin: admin.api_key, ana: people[0].api_key, bob: people[1].api_key }.to_json)
"""


def is_installed() -> bool:
    return (SHIPPED / "config.ru").exists() and all(shutil.which(name) for name in ("bundle", "puma"))


def install() -> None:
    """As root."""
    quiet = {**os.environ, **BUNDLER, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["debconf-set-selections"], input=PRESEED, text=True, check=True)
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=True)
    subprocess.run(INSTALL, env=quiet, check=True)


def copy(folder: Path) -> dict[str, str]:
    """Set up once for each version, which takes half a minute; the keys of its people."""
    version = (SHIPPED / "lib/redmine/version.rb").stat().st_mtime_ns
    ready = CACHE / f"redmine-{version}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "redmine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (ready / "keys.json").exists():
            shutil.rmtree(ready, ignore_errors=True)
            _set_up(ready)
    shutil.copytree(ready, folder, symlinks=True, dirs_exist_ok=True)
    _say_where(folder)
    return dict(json.loads((folder / "keys.json").read_text()))


def _set_up(folder: Path) -> None:
    print("\nSetting a Redmine up for the tests, once …", flush=True)
    app = folder / "app"
    shutil.copytree(SHIPPED, app, symlinks=True)
    for link in ("instances", "config/database.yml", "Gemfile.lock"):
        # They lead to the instance of the system.
        (app / link).unlink(missing_ok=True)
    for place in ("config", "files", "log", "plugins", "tmp/cache", "public/plugin_assets"):
        (app / "instances/default" / place).mkdir(parents=True)
    _say_where(folder)
    (folder / "seed.rb").write_text(SEED)
    _call(app, "bundle", "install", "--local")
    if not (app / "config/initializers/secret_token.rb").exists():
        _call(app, "bundle", "exec", "rake", "generate_secret_token")
    # Two commands: in one, the data would be loaded into tables as they were before.
    _call(app, "bundle", "exec", "rake", "db:migrate")
    _call(app, "bundle", "exec", "rake", "redmine:load_default_data")
    said = _call(app, "bundle", "exec", "rails", "runner", str(folder / "seed.rb"))
    (folder / "keys.json").write_text(said.strip().splitlines()[-1])


def _say_where(folder: Path) -> None:
    (folder / "app/instances/default/config/database.yml").write_text(DATABASE.format(folder=folder))


def _call(app: Path, *command: str) -> str:
    run = subprocess.run(command, cwd=app, env=environment(ENVIRONMENT), capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{' '.join(command)} failed:\n{run.stdout[-1000:]}{run.stderr[-2000:]}"
    return run.stdout
