"""The hub that the tests start: the course's own piece of configuration, and around it what a test
needs.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub puts it there
folder = Path(os.environ["HUB_FOLDER"])
public, hub, proxy = os.environ["HUB_PORTS"].split()

c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub}"
# The proxy in Python, from the lock file; hosts mostly run the one for Node.js.
c.ConfigurableHTTPProxy.command = [str(Path(sys.executable).with_name("configurable-http-proxy"))]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{folder}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{folder}/proxy.pid"

# Anybody with the word may choose a name; nobody needs an account on the machine.
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["HUB_PASSWORD"]
c.DummyAuthenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{folder}/home/{{username}}"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]

load_subconfig(f"{folder}/jupyterhub_course.py")  # noqa: F821
