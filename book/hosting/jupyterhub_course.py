"""What the course adds to a JupyterHub on one machine.

The Littlest JupyterHub reads it from /opt/tljh/config/jupyterhub_config.d/; any other hub takes it
up with load_subconfig("…/jupyterhub_course.py") in its own configuration.
"""

from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub puts it there

# The address of the room's database, as learners use it: one line in a file beside this one, which
# only root may read.
database = Path(__file__).with_name("ketamine-course-database").read_text(encoding="utf-8").strip()
c.Spawner.environment.update({"KETAMINE_COURSE_DB": database})

# Learners arrive in the first lesson.
c.Spawner.default_url = "/lab/tree/ketamine-course/notebooks/01-introduction.ipynb"

# A whole class presses "Log in" in the same minute: give the last ones time. (A limit on how many
# start at once would show them an error page instead.)
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
