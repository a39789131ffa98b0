"""The services of an agency (服务事项) as data: one file a service in `catalogue`, with flows, limits, materials and forms."""
