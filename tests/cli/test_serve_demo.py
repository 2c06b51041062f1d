"""`CURULE_DEMO=1 curule serve`: the demo, made once and kept."""

import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from curule.data.database_url import DatabaseUrl, connect
from curule.data.databases import drop_database
from curule.playback.demo.world import LINKS
from tests.cli.test_serve import PATIENCE, serving

# The year of the five companies is played for each of these; tests/playback/demo looks at it daily.
pytestmark = pytest.mark.long
DEMO = {"CURULE_DEMO": "1"}


@pytest.fixture
def demo_database(fresh_database: DatabaseUrl) -> Iterator[DatabaseUrl]:
    url = fresh_database.with_database(f"{fresh_database.database}_demo")
    yield url
    drop_database(url)


def people(url: DatabaseUrl) -> set[str]:
    with connect(url) as connection:
        return {str(row) for row in connection.execute("SELECT id FROM curule_person")}


def test_it_is_made_once_and_every_printed_link_opens(
    demo_database: DatabaseUrl, tmp_path: Path
) -> None:
    with serving(tmp_path, env=DEMO) as served:
        served.wait_for("make demo-reset")
        links = re.findall(rf"http://localhost:{served.port}/demo/(\S+)", served.said())
        assert links == list(LINKS)
        assert f"http://localhost:{served.port}/console/mails" in served.said()
        for name in links:
            address = f"http://127.0.0.1:{served.port}/demo/{name}"
            with urllib.request.urlopen(address, timeout=30) as page:
                assert page.status == 200
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(timeout=PATIENCE) == 0, served.said()
    first = people(demo_database)

    with serving(tmp_path, env=DEMO) as served:
        served.wait_for("make demo-reset")
        assert "Playing" not in served.said()
    assert people(demo_database) == first

    with serving(tmp_path, "--afresh", env=DEMO) as served:
        served.wait_for("make demo-reset")
        assert "Playing" in served.said()
    assert not people(demo_database) & first


def test_a_start_that_is_broken_off_leaves_no_half_of_it(
    demo_database: DatabaseUrl, tmp_path: Path
) -> None:
    with serving(tmp_path, env=DEMO) as served:
        served.wait_for("Playing")
        time.sleep(1)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(timeout=PATIENCE) == 128 + signal.SIGINT, served.said()
        assert "Traceback" not in served.said()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(**demo_database.parameters)  # type: ignore[arg-type]
