"""Every service that instructor knows, by configuration: ``provider = "instructor"``, ``model = "bedrock/NAME"``."""
