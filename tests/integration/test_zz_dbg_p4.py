import sys; sys.path.insert(0,'/work/main/tests')
import pytest
from pathlib import Path
from project_folder import *
from value_project import *
from klantbeeld.pipeline.value_training import train
def test_x(database, tmp_path):
    folder = value_project(tmp_path / "p", {"churn": {"horizon_days": 42}})
    deliver(folder, *some_customers(120))
    services = open_services(folder, database, lambda: TODAY)
    print(load(services))
    print(query(database,"select count(*), count(distinct person_id) from membership"))
    print(query(database,"select count(*), count(record_no), min(occurred_at), max(occurred_at) from touchpoint"))
    for v in train(services, NoProgress()).versions: print(v)
    assert 0
