"""Shelf: one kind of store a file. Each asks a store of ours, from outside and read only, what a stranger could read in it."""

from __future__ import annotations

from headcount.probes.amqp import AMQP
from headcount.probes.clickhouse import ClickHouse
from headcount.probes.couchdb import CouchDB
from headcount.probes.docker import Docker
from headcount.probes.elasticsearch import Elasticsearch
from headcount.probes.etcd import Etcd
from headcount.probes.ftp import FTP
from headcount.probes.grafana import Grafana
from headcount.probes.influxdb import InfluxDB
from headcount.probes.interface import Probe
from headcount.probes.jupyter import Jupyter
from headcount.probes.kafka import Kafka
from headcount.probes.kibana import Kibana
from headcount.probes.ldap import LDAP
from headcount.probes.memcached import Memcached
from headcount.probes.mongodb import MongoDB
from headcount.probes.mysql import MySQL
from headcount.probes.nats import Nats
from headcount.probes.nfs import NFS
from headcount.probes.postgres import Postgres
from headcount.probes.prometheus import Prometheus
from headcount.probes.rabbitmq import RabbitMQ
from headcount.probes.redis import Redis
from headcount.probes.rsync import Rsync
from headcount.probes.s3 import S3
from headcount.probes.smb import SMB
from headcount.probes.web_files import WebFiles

PROBES: tuple[Probe, ...] = (
    AMQP(),
    ClickHouse(),
    CouchDB(),
    Docker(),
    Elasticsearch(),
    Etcd(),
    FTP(),
    Grafana(),
    InfluxDB(),
    Jupyter(),
    Kafka(),
    Kibana(),
    LDAP(),
    Memcached(),
    MongoDB(),
    MySQL(),
    Nats(),
    NFS(),
    Postgres(),
    Prometheus(),
    RabbitMQ(),
    Redis(),
    Rsync(),
    S3(),
    SMB(),
    WebFiles(),
)
